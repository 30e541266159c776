// Tells the backend who is signed in, and what they may do. The backend passes on the request's cookie.
package example;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;

@RestController
public class ChakraTenantController {
    // ANCHOR: route
    // A company may have no email address: `Map.of` would throw.
    public record Tenant(String id, String name, String email, String user, List<String> may) {}

    @GetMapping("/internal/chakra-tenant")
    public ResponseEntity<Tenant> show(@SessionAttribute(name = "user", required = false) String name) {
        // Yours: the `Principal` of Spring Security. Permit the path there: a redirect is no answer.
        User user = name == null ? null : User.ALL.get(name);
        if (user == null) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
        }
        List<String> may = user.isAdmin() ? List.of("view", "connect", "disconnect") : List.of("view");
        Company company = user.company();
        return ResponseEntity.ok(new Tenant(company.id(), company.name(), company.email(), name, may));
    }
    // ANCHOR_END: route
}
