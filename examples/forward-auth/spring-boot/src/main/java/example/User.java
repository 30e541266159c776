// The users of the demo, in place of a table: three of two companies.
package example;

import java.util.Map;
import java.util.TreeMap;

public record User(Company company, boolean isAdmin) {
    private static final Company ACME = new Company("acme", "Acme", "acme@example.com");
    private static final Company BIRCH = new Company("birch", "Birch", null);

    public static final Map<String, User> ALL = new TreeMap<>(Map.of(
            "acme-admin", new User(ACME, true),
            "acme-viewer", new User(ACME, false),
            "birch-admin", new User(BIRCH, true)));
}
