import { createSubscriber } from 'svelte/reactivity';

const tick = 1000;
const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, tick);
  return () => clearInterval(timer);
});

/** The time now, ms since 1970. What reads it in an effect or template is refreshed every second. */
export function now(): number {
  subscribe();
  return Date.now();
}
