/** Why there is no way to report what the level above let pass after an appeal. */
export const settledMessage = '街道看过这条内容，决定可以公开，不用再反映。'
