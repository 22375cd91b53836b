/** Something that the user can mend; its message is a sentence that says how, and no stack is printed. */
export class Problem extends Error {}
