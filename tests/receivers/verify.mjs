// Checks deliveries, read as JSON from standard input ([{ secrets, headers, body }], body in base64), with others' implementations; it ends with 0 when each is what it should be
// and nothing that was tampered with is taken.
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';

const deliveries = JSON.parse(await text(process.stdin));
assert.ok(deliveries.length > 0);
for (const { secrets, headers, body } of deliveries) {
  const raw = Buffer.from(body, 'base64').toString('utf8');
  for (const secret of secrets) {
    const webhook = new Webhook(secret);
    assert.equal(webhook.verify(raw, headers).id, headers['webhook-id']);
    const refuses = (what, changed) => assert.throws(() => webhook.verify(changed.raw ?? raw, { ...headers, ...changed }), { name: 'WebhookVerificationError' }, what);
    refuses('another body', { raw: raw.replace('"id"', '"Id"') });
    refuses('a blank more', { raw: `${raw} ` });
    refuses('another id', { 'webhook-id': `${headers['webhook-id']}x` });
    refuses('another time', { 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) });
    refuses('an old time', { 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 600) });
    refuses('no signature', { 'webhook-signature': 'v1,' });
  }
  const stranger = new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  assert.throws(() => stranger.verify(raw, headers), 'another secret');

  // Flows take application/json only; as a CloudEvent it is the same bytes under its own type.
  const event = HTTP.toEvent({ headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' }, body: raw });
  assert.ok(event.validate());
  assert.deepEqual([event.specversion, event.id, event.datacontenttype], ['1.0', headers['webhook-id'], 'application/json']);
  assert.match(event.source, /^\/tenants\//);
  assert.ok(!Number.isNaN(Date.parse(event.time)));
  assert.equal(typeof event.data, 'object');
  assert.equal(HTTP.isEvent({ headers: { 'content-type': headers['content-type'] }, body: raw }), headers['content-type'].startsWith('application/cloudevents+json'));
}
console.log(`verified ${deliveries.length}`);
