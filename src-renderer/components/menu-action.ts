/** One entry of a menu that belongs to a row or a card. */
export interface MenuAction {
  readonly id: string;
  readonly label: string;
  /** What will happen. */
  readonly about: string;
  /** The key that does the same while the row is chosen. */
  readonly keys?: string | null;
  /** Why it cannot be done now; `null` or nothing when it can. */
  readonly obstacle?: string | null;
  /** Whether what it switches is on; nothing where it switches nothing. */
  readonly checked?: boolean;
  /** A line stands between entries of different groups. */
  readonly group?: string;
  readonly run: () => unknown;
}
