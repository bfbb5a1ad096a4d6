export const texts = {
  hide: 'Hide expired',
  hidden: (count: number) => (count === 1 ? '1 hidden' : `${count} hidden`),
} as const;
