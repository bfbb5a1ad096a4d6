/** A place in a list: what the next page begins behind. Comes from the page before and goes back as it came. */
export interface PlaceView {
  readonly key: number | string;
  readonly id: string;
}

/** A part of a list that may be long. */
export interface PageView<T> {
  readonly rows: readonly T[];
  /** `null` at the end. */
  readonly next: PlaceView | null;
  /** How many rows match; at least so many when `more` is set, because counting them all would take too long. */
  readonly total: { readonly count: number; readonly more: boolean };
}

/** Which part. Absent: from the beginning, fifty rows. */
export interface PageParams {
  readonly after?: PlaceView;
  /** At most 500. */
  readonly limit?: number;
  /** The other way round. */
  readonly reversed?: boolean;
}
