export { visible } from '#shared/visible.ts';
