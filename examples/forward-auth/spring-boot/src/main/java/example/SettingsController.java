// The page with the widget, and signing in and out.
package example;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;

@RestController
public class SettingsController {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Settings</title><link rel="icon" href="data:,"></head><body>
            """;
    private static final String SIGNED_IN = """
            <form method="post" action="/sign-out"><button>Sign out</button></form>
            <script async src="/widget/0.1.0/chakra-connect-0.1.0.js"></script>
            <chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect></body></html>
            """;

    @GetMapping(value = "/", produces = MediaType.TEXT_HTML_VALUE)
    public String page(@SessionAttribute(name = "user", required = false) String name) {
        return HEAD + (name != null && User.ALL.containsKey(name) ? SIGNED_IN : signedOut());
    }

    @PostMapping("/sign-in")
    public ResponseEntity<Void> signIn(@RequestParam("user") String name, WebRequest request) {
        request.setAttribute("user", name, RequestAttributes.SCOPE_SESSION);
        return toPage();
    }

    @PostMapping("/sign-out")
    public ResponseEntity<Void> signOut(WebRequest request) {
        request.removeAttribute("user", RequestAttributes.SCOPE_SESSION);
        return toPage();
    }

    private static ResponseEntity<Void> toPage() {
        return ResponseEntity.status(HttpStatus.SEE_OTHER).location(URI.create("/")).build();
    }

    private static String signedOut() {
        StringBuilder form = new StringBuilder("<form method=\"post\" action=\"/sign-in\">");
        for (String name : User.ALL.keySet()) {
            form.append("<button name=\"user\" value=\"%1$s\">%1$s</button>".formatted(name));
        }
        return form.append("</form></body></html>").toString();
    }
}
