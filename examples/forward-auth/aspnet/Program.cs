// An app with sessions of its own, and the route by which the backend learns who is asking: `dotnet run`.
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

var acme = new Company("acme", "Acme", "acme@example.com");
var birch = new Company("birch", "Birch", null);
var users = new Dictionary<string, User>
{
    ["acme-admin"] = new(acme, true),
    ["acme-viewer"] = new(acme, false),
    ["birch-admin"] = new(birch, true),
};

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "3000"}");
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
var app = builder.Build();
app.UseAuthentication();

// ANCHOR: route
app.MapGet("/internal/chakra-tenant", (ClaimsPrincipal principal) =>
{
    var name = principal.Identity?.Name; // Yours: the claims of your sign-in.
    if (name is null || !users.TryGetValue(name, out var user))
    {
        return Results.StatusCode(401); // `RequireAuthorization` would redirect, and so would `Results.Challenge`.
    }
    string[] may = user.IsAdmin ? ["view", "connect", "disconnect"] : ["view"];
    return Results.Json(new { id = user.Company.Id, name = user.Company.Name, email = user.Company.Email, user = name, may });
});
// ANCHOR_END: route

app.MapGet("/", (ClaimsPrincipal principal) =>
    Results.Content(principal.Identity?.Name is null ? Pages.SignedOut(users.Keys) : Pages.SignedIn, "text/html; charset=utf-8"));

app.MapPost("/sign-in", async (HttpContext context) =>
{
    var name = (await context.Request.ReadFormAsync())["user"].ToString();
    var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], CookieAuthenticationDefaults.AuthenticationScheme);
    await context.SignInAsync(new ClaimsPrincipal(identity));
    context.Response.Redirect("/");
});

app.MapPost("/sign-out", async (HttpContext context) =>
{
    await context.SignOutAsync();
    context.Response.Redirect("/");
});

app.Run();

record Company(string Id, string Name, string? Email);

record User(Company Company, bool IsAdmin);

static class Pages
{
    const string Head = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Settings</title><link rel="icon" href="data:,"></head><body>

        """;

    public const string SignedIn = Head + """
        <form method="post" action="/sign-out"><button>Sign out</button></form>
        <script async src="/widget/0.1.0/chakra-connect-0.1.0.js"></script>
        <chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect></body></html>
        """;

    public static string SignedOut(IEnumerable<string> names)
    {
        var buttons = names.Select(name => $"<button name=\"user\" value=\"{name}\">{name}</button>");
        return $"{Head}<form method=\"post\" action=\"/sign-in\">{string.Concat(buttons)}</form></body></html>";
    }
}
