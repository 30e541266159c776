// The two pages of the app.
const head = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Settings</title><link rel="icon" href="data:,"></head><body>
`;

export const signedOutPage = (names) => `${head}<form method="post" action="/sign-in">
${names.map((name) => `<button name="user" value="${name}">${name}</button>`).join("\n")}
</form></body></html>`;

export const signedInPage = `${head}<form method="post" action="/sign-out"><button>Sign out</button></form>
<script async src="/widget/0.1.0/chakra-connect-0.1.0.js"></script>
<chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect></body></html>`;
