import nodemailer from 'nodemailer';
import { describeEmailChannel, type Rig } from './email-suite.ts';

async function rig(): Promise<Rig> {
  let port = 0;
  return {
    inbound: [{ kind: 'mx', name: 'mx', host: '127.0.0.1', port: 0, maxGapMinutes: 240 }],
    bound: ([mx]) => {
      port = mx!.port;
    },
    async arrives({ from, to, raw }) {
      const sender = nodemailer.createTransport({
        host: '127.0.0.1',
        port,
        secure: false,
        requireTLS: true,
        tls: { rejectUnauthorized: false },
      });
      await sender.sendMail({ envelope: { from, to: [to] }, raw: Buffer.from(raw) });
    },
    close: async () => {},
  };
}

describeEmailChannel('the embedded mail exchanger', 'exchanger', rig, null);
