// Drives the app at argv[2] with the key argv[3] through the document that it serves; it ends with 0 when every answer was as expected.
import assert from 'node:assert/strict';
import SwaggerClient from 'swagger-client';

const [base, key] = process.argv.slice(2);
const client = await new SwaggerClient({ url: `${base}/swagger.json` });
// The document names https, where the platform reaches the app; here it listens on plain http.
const requestInterceptor = request => {
  request.url = request.url.replace(/^https?:\/\/[^/]+/, new URL(base).origin);
  request.headers['x-functions-key'] = key;
  return request;
};
const call = async (operationId, parameters = {}) => {
  try {
    const { status, body } = await client.execute({ operationId, parameters, requestInterceptor });
    return { status, body };
  } catch (error) {
    if (!error.response) throw error;
    return { status: error.response.status, body: error.response.body };
  }
};

const made = await call('CreateUser', { body: { displayName: 'Asha Rao', email: 'asha@example.com' } });
assert.equal(made.status, 201);
assert.equal((await call('CreateUser', { body: { displayName: 'Ben Okoro', email: 'ben@example.com' } })).status, 201);
const id = made.body.id;

const first = (await call('ListUsers', { top: 1 })).body;
assert.equal(first.value.length, 1);
const second = (await call('ListUsers', { top: 1, cursor: new URL(first.nextLink).searchParams.get('cursor') })).body;
assert.notEqual(second.value[0].id, first.value[0].id);

assert.equal((await call('ReadUser', { id })).body.displayName, 'Asha Rao');
const changed = await call('ChangeUser', { id, body: { designation: 'Lead' } });
assert.deepEqual([changed.body.designation, changed.body.version], ['Lead', made.body.version + 1]);

const contentBase64 = Buffer.from('displayName,email\nCleo Diaz,cleo@example.com\n').toString('base64');
const file = await call('UploadImport', { body: { fileName: 'team.csv', contentBase64 } });
assert.equal(file.status, 202);
const limit = Date.now() + 60_000;
let ended;
do {
  assert.ok(Date.now() < limit, 'The import did not end.');
  await new Promise(resolve => setTimeout(resolve, 100));
  ended = await call('ReadImport', { id: file.body.id });
} while (ended.status === 202);
assert.deepEqual([ended.status, ended.body.state, ended.body.counts.created], [200, 'Succeeded', 1]);

assert.equal((await call('DeleteUser', { id })).status, 204);
assert.equal((await call('ReadUser', { id })).status, 404);
const refused = await call('CreateUser', { body: { displayName: 'Ben Again', email: 'ben@example.com' } });
assert.equal(refused.status, 409);
assert.ok(refused.body.error.message.includes('ben@example.com'));
console.log('driven');
