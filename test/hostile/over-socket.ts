import type { Transport } from '#main/transport/transport.ts';
import type { End } from '../support/world.ts';

/** Drives an engine's end over a transport until its handshake is over, one way or the other. */
export function overSocket(end: End, transport: Transport): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      const { open, state } = end.connection.status;
      if (open || state === 'closed') resolve();
    };
    let written = 0;
    const drive = (): void => {
      end.drive();
      for (const bytes of end.sent.slice(written)) transport.write(bytes.slice(), () => () => undefined);
      written = end.sent.length;
    };
    const work = async (): Promise<void> => {
      drive();
      while (end.host.pending.size > 0) {
        await Promise.all(end.host.pending);
        drive();
      }
      over();
    };
    transport.start({
      received: (bytes) => {
        end.inject(bytes.slice());
        void work();
      },
      ended: () => undefined,
      drained: () => undefined,
      closed: () => {
        end.reset();
        over();
      },
    });
    void work();
  });
}
