/* GraphiQL over HTTP and WebSocket, with the token of the field above it in every request. */
const field = (id) => document.getElementById(id);
const token = () => field('token').value.trim();
const authorization = () => (token() ? { authorization: `Bearer ${token()}` } : {});

/*
 * The address that the start prints ends in the secret of this start. It is taken out of the address bar, and kept for
 * this tab only; the part behind # is in no request and in no log.
 */
function secretOfThisStart() {
  const secret = new URLSearchParams(location.hash.slice(1)).get('secret');
  if (secret) {
    sessionStorage.setItem('secret', secret);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem('secret') ?? '';
}

const askForToken = (query) => fetch(`/dev/token?${new URLSearchParams({ secret: secretOfThisStart(), ...query })}`);

async function listRoles() {
  const answer = await askForToken({}).catch(() => undefined);
  for (const id of ['role', 'plants']) field(id).closest('label').hidden = !answer?.ok;
  field('identity').querySelector('button').hidden = !answer?.ok;
  if (!answer?.ok) {
    if (answer?.status === 401) field('status').value = 'To sign in, open the address that the start printed';
    return;
  }
  const { roles, plants } = await answer.json();
  field('plants').placeholder = plants.join(',');
  field('role').replaceChildren(...Object.keys(roles).map((role) => new Option(role, role)));
  field('role').value = 'administrator';
  await signIn();
}

async function signIn() {
  const plants = field('plants').value.trim();
  const answer = await askForToken({ role: field('role').value, ...(plants ? { plants } : {}) });
  const body = await answer.json();
  field('token').value = body.token ?? '';
  field('status').value = answer.ok ? `${body.role}, ${body.plants.join(' ')}` : body.error;
}

/* One tab per operation of the file; a comment above an operation stays with it. */
async function readOperations() {
  const text = await (await fetch('/graphiql/operations.graphql')).text();
  return text
    .split(/^# ---.*$/m)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [, query, variables] = /^([\s\S]*?)(?:\n# variables: (.*))?$/.exec(part);
      return { query, variables: variables ? JSON.stringify(JSON.parse(variables), null, 2) : undefined };
    });
}

/* GraphiQL still names the operation of the tab before for a moment after a tab was opened: the text itself counts. */
function operationIn(query, wantedName) {
  const text = query.replace(/#.*$/gm, '');
  const found = [...text.matchAll(/^\s*(query|mutation|subscription)\b[ \t]*(\w*)/gm)];
  const [, type = 'query', name = ''] = found.find(([, , other]) => other === wantedName) ?? found[0] ?? [];
  return { type, name };
}

/* The token may change: every subscription opens its own socket with the one of the moment. */
function fetcher({ query, variables, operationName }) {
  const { type, name } = operationIn(query, operationName);
  const payload = { query, variables, ...(name ? { operationName: name } : {}) };
  if (type !== 'subscription') return post(payload);
  const url = `${location.protocol.replace('http', 'ws')}//${location.host}/graphql`;
  return graphqlWs.createClient({ url, connectionParams: authorization }).iterate(payload);
}

async function post(payload) {
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...authorization() };
  return (await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(payload) })).json();
}

async function start() {
  field('identity').addEventListener('submit', (event) => {
    event.preventDefault();
    signIn();
  });
  addEventListener('hashchange', () => location.hash && listRoles());
  await listRoles();
  ReactDOM.createRoot(field('graphiql')).render(
    React.createElement(GraphiQL, { fetcher, defaultTabs: await readOperations(), shouldPersistHeaders: false }),
  );
}

start();
