import type { Translated } from './language.ts';
import type { english } from './texts.ts';

export const german: Translated<typeof english> = {
  justNow: 'gerade eben',
  ago: (span) => `vor ${span}`,
  counted: {
    byte: (count, one) => `${count} ${one ? 'Byte' : 'Bytes'}`,
    record: (count, one) => `${count} ${one ? 'Record' : 'Records'}`,
    connection: (count, one) => `${count} ${one ? 'Verbindung' : 'Verbindungen'}`,
  },
  card: {
    none: 'Das ist keine Kontaktkarte: Sie muss mit epochscope:contact? beginnen.',
    version: 'Diese Karte hat eine Version, die hier nicht bekannt ist.',
    noKey: 'Diese Karte trägt keinen Schlüssel. Noch einmal um sie bitten: Vielleicht fehlt ein Teil.',
  },
};
