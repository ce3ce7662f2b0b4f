/** A dialog that was just closed keeps the focus for a moment: a key pressed then is meant for what lies below it. */
export const inOpenDialog = (target: HTMLElement): boolean => target.closest(".ant-modal")?.checkVisibility() ?? false;
