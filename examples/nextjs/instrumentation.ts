// Next.js runs this once, when the server starts: it creates the table.
export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { store } = await import("@/lib/connect");
    await store.migrate();
  }
}
