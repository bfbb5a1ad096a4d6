import { formatCount } from '../../format/bytes.ts';
import type { Translated } from '../../format/language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  hide: 'Abgelaufene ausblenden',
  hidden: (count) => `${formatCount(count)} ausgeblendet`,
};
