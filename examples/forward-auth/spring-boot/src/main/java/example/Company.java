// A customer of the app's: a tenant of the backend.
package example;

public record Company(String id, String name, String email) {}
