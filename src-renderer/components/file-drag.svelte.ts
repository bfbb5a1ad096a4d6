/** Whether a drag event carries files; text and links are nobody's business here. */
const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Files that are dragged over an element. */
export class FileDrag {
  // Grows with each element inside that a dragged file enters, and shrinks when it leaves one.
  #inside = $state(0);

  get over(): boolean {
    return this.#inside > 0;
  }

  readonly entered = (event: DragEvent): void => {
    if (holdsFiles(event)) this.#inside += 1;
  };

  readonly left = (): void => {
    this.#inside = Math.max(0, this.#inside - 1);
  };

  /** Without it a browser takes no drop. */
  readonly hovered = (event: DragEvent): void => {
    if (holdsFiles(event)) event.preventDefault();
  };

  /** The drag is over. @returns the dropped files; `null` where it carried none. What is taken is marked by its prevented default. */
  taken(event: DragEvent): readonly File[] | null {
    this.#inside = 0;
    if (!holdsFiles(event)) return null;
    event.preventDefault();
    return [...(event.dataTransfer?.files ?? [])];
  }
}
