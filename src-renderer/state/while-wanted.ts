/**
 * Hands an answer over when it comes, unless the effect that asked has run again or its component is gone: what was asked
 * for is then no longer shown, and props of a component that is gone are not to be read.
 *
 * @returns what ends the wait, for the effect to return
 */
export function whileWanted<T>(asked: Promise<T>, take: (answer: T) => void): () => void {
  let wanted = true;
  void asked.then((answer) => {
    if (wanted) take(answer);
  });
  return () => {
    wanted = false;
  };
}
