// Client credentials, then Graph, with fetch. Arguments: origin of the platform, base URL of Graph.

const [login, graph] = process.argv.slice(2);
const { AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET } = process.env;

async function json(reply) {
  if (!reply.ok) throw new Error(`${reply.url} answers ${reply.status}: ${await reply.text()}`);
  return reply.json();
}

const body = new URLSearchParams({
  grant_type: "client_credentials",
  client_id: AZURE_CLIENT_ID,
  client_secret: AZURE_CLIENT_SECRET,
  scope: "https://graph.microsoft.com/.default",
});
const tokens = await json(await fetch(`${login}/${AZURE_TENANT_ID}/oauth2/v2.0/token`, { method: "POST", body }));
await json(await fetch(`${graph}/users`, { headers: { authorization: `Bearer ${tokens.access_token}` } }));
