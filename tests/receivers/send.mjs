// Sends the body argv[4] to the hook at argv[2], signed with the secret argv[3] by another implementation than the app's; it says the status.
import { Webhook } from 'standardwebhooks';

const [url, secret, body] = process.argv.slice(2);
const [id, now] = [`msg_${crypto.randomUUID()}`, new Date()];
const headers = {
  'content-type': 'application/json',
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, now, body),
};
const answer = await fetch(url, { method: 'POST', headers, body });
console.log(answer.status);
