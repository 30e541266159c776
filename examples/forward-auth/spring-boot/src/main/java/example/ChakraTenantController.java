// Tells the backend who is signed in, and what they may do. The backend passes on the request's cookie.
package example;

import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;

@RestController
public class ChakraTenantController {
    // ANCHOR: route
    @GetMapping("/internal/chakra-tenant")
    public ResponseEntity<Map<String, Object>> show(@SessionAttribute(name = "user", required = false) String name) {
        // Yours: the `Principal` of Spring Security. Permit the path there: a redirect is no answer.
        User user = name == null ? null : User.ALL.get(name);
        if (user == null) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
        }
        List<String> may = user.isAdmin() ? List.of("view", "connect", "disconnect") : List.of("view");
        Company company = user.company();
        return ResponseEntity.ok(Map.of(
                "id", company.id(), "name", company.name(), "email", company.email(), "user", name, "may", may));
    }
    // ANCHOR_END: route
}
