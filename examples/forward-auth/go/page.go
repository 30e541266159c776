// The two pages of the app.
package main

const head = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Settings</title><link rel="icon" href="data:,"></head><body>
`

const signedOutPage = `<form method="post" action="/sign-in">
<button name="user" value="acme-admin">acme-admin</button>
<button name="user" value="acme-viewer">acme-viewer</button>
<button name="user" value="birch-admin">birch-admin</button>
</form></body></html>`

const signedInPage = `<form method="post" action="/sign-out"><button>Sign out</button></form>
<script async src="/widget/0.1.0/chakra-connect-0.1.0.js"></script>
<chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect></body></html>`
