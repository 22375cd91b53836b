export const POSITIVE = 'The operation cannot be completed: The quantity to produce must be positive!';
