/** "1 lender", "3 lenders": for nouns whose plural ends in s. */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
