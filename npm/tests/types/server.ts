import { ConnectError, createConnectHandler, memoryStore, sqlSchema, sqlStore, type Caller, type ConnectOptions, type Store } from "chakra-whatsapp-connect/server";
import { nodeRequest, toFastifyPlugin, toNodeHandler } from "chakra-whatsapp-connect/server/node";
import { storeContract } from "chakra-whatsapp-connect/server/store-contract";
const store: Store = sqlStore({ dialect: "postgres", query: async (text, values) => ({ rows: [text, ...values] }) });
const options: ConnectOptions = {
  apiKey: "key",
  store,
  tenant: async (request): Promise<Caller | undefined> => {
    const { session } = nodeRequest<{ session?: { company: string } }>(request);
    return session && { id: session.company, rights: ["view"] };
  },
  onConnected: ({ tenantId, numbers }) => void [tenantId.trim(), numbers[0]?.displayPhoneNumber],
};
const handler = createConnectHandler(options);
const GET: (request: Request) => Promise<Response> = handler;
handler.status("acme").then(({ state }) => state.trim(), (error) => error instanceof ConnectError && error.code.trim());
for await (const { record } of handler.records()) record.plugin?.id.trim();
for (const { name, run } of storeContract(memoryStore)) void [name.trim(), run()];
void [GET, toNodeHandler(handler), toFastifyPlugin(handler), sqlSchema("mysql")[0]?.trim()];
// @ts-expect-error no such right
const wrong: Caller = { id: "acme", rights: ["own"] };
const rightsOfRoles: Record<string, Caller["rights"]> = {};
// @ts-expect-error no rights, where they would be all
const unknown: Caller = { id: "acme", rights: rightsOfRoles["admin"] };
// @ts-expect-error no store
createConnectHandler({ apiKey: "key", tenant: () => "acme" });
// @ts-expect-error no such database
sqlStore({ dialect: "oracle", query: () => [] });
void [wrong, unknown];
