// A customer of the app's: a tenant of the backend. `email` may be null.
package example;

public record Company(String id, String name, String email) {}
