/** What is asked of a coder about a reply: the keys of codebook.md with their codes, and the key on the keyboard of each. */
import { DEFLECTIONS, FACETS, PERSONAL_DATA, RESPONDERS } from '../../model/vocabulary.ts';

/** How a question is answered: by one name, by any number of them, by yes or no, by a grade with anchors. */
export type Kind = 'name' | 'list' | 'yes-no' | 'grade';

export interface Choice {
  value: string;
  key: string;
}

export interface Question {
  /** The key of codebook.md. */
  id: string;
  kind: Kind;
  /** The last one is that it can't be told. */
  choices: Choice[];
}

/** Nothing of the list applies. */
export const NONE = 'none';
/** It can't be told: not coded. */
export const OPEN = 'x';

const LETTERS = 'abcdefghijklm';

const question = (id: string, kind: Kind, choices: Choice[]): Question => ({
  id,
  kind,
  choices: [...choices, { value: OPEN, key: OPEN }],
});

const named = (id: string, values: readonly string[], from: 0 | 1): Question =>
  question(
    id,
    'name',
    values.map((value, i) => ({ value, key: String(i + from) })),
  );

const listed = (id: string, values: readonly string[]): Question =>
  question(id, 'list', [
    ...values.map((value, i) => ({ value, key: LETTERS[i]! })),
    { value: NONE, key: '0' },
  ]);

const yesNo = (id: string): Question =>
  question(id, 'yes-no', [
    { value: 'yes', key: '1' },
    { value: 'no', key: '0' },
  ]);

const graded = (id: string, grades: readonly string[] = ['0', '1', '2']): Question =>
  question(
    id,
    'grade',
    grades.map((value) => ({ value, key: value })),
  );

export const QUESTIONS: readonly Question[] = [
  named('responder', RESPONDERS, 1),
  listed('answered', FACETS),
  named('deflection', DEFLECTIONS, 0),
  listed('personal_data', PERSONAL_DATA),
  yesNo('refusal'),
  yesNo('over_promise'),
  yesNo('automation_disclosed'),
  yesNo('greets'),
  yesNo('uses_name'),
  yesNo('next_step'),
  yesNo('language_matches'),
  graded('competence'),
  // What can't be verified is missing, and no middle mark (methods.md, section 4).
  graded('accuracy', ['0', '2']),
  graded('convenience'),
  graded('politeness'),
  graded('personalisation'),
  graded('empathy'),
];
