/**
 * All that is known of one conversation, from however many sources, as one: the stronger source wins for one and the same
 * message, and what only a weaker one shows is added. The order in which sources are handed in changes nothing.
 */
import { foldText } from '../clean-text.ts';
import { byStrength, fromOf, inTime, isWithin, type Seen, toOf } from './seen.ts';

/** A phone's clock and a server's stand no further apart. */
const CLOCK_SLACK = 2 * 60_000;

/** `shares`: the conversation as each piece of evidence shows it, in the order of time. */
export function mergeShares(shares: readonly (readonly Seen[])[]): Seen[] {
  const ranked = shares
    .filter((s) => s.length > 0)
    .map((share) => ({ share, key: share.map((s) => s.capture.evidence).join(' ') }))
    .sort(
      (a, b) =>
        byStrength(a.share[0]!, b.share[0]!) || b.share.length - a.share.length || (a.key < b.key ? -1 : 1),
    );
  let all: Seen[] = [];
  for (const { share } of ranked) {
    const places = all.map((seen): Place => ({ seen, taken: false }));
    const added: Seen[] = [];
    for (const seen of share) {
      const place = placeOf(places, seen);
      if (place === null) {
        added.push(seen);
        continue;
      }
      place.seen = joined(place.seen, seen);
      // One message of a source stands for one of another; a text that was pasted may hold several.
      place.taken = seen.source !== 'sighting';
    }
    all = inTime([...places.map((p) => p.seen), ...added]);
  }
  return all;
}

interface Place {
  seen: Seen;
  taken: boolean;
}

/** Where the same message stands already: by its words first, then by its fate, the nearest in time of each. */
function placeOf(places: readonly Place[], seen: Seen): Place | null {
  let best: { place: Place; by: number; away: number } | null = null;
  for (const place of places) {
    const by = place.taken ? 0 : sameness(place.seen, seen);
    const away = Math.abs(fromOf(place.seen) - fromOf(seen));
    if (by > 0 && (best === null || by > best.by || (by === best.by && away < best.away)))
      best = { place, by, away };
  }
  return best?.place ?? null;
}

/**
 * 2: the same words; 1: the same message as far as time and fate tell; 0.5: what a person heard or saw in a voice message
 * or a picture; 0: another one.
 */
function sameness(stronger: Seen, weaker: Seen): 0 | 0.5 | 1 | 2 {
  const [a, b] = [stronger.message, weaker.message];
  if (a.side !== b.side) return 0;
  if (!isWithin(stronger, fromOf(weaker) - CLOCK_SLACK, toOf(weaker) + CLOCK_SLACK)) return 0;
  const [wordsA, wordsB] = [lettersOf(a.text), lettersOf(b.text)];
  if (wordsA === wordsB && wordsA !== '') return 2;
  if (weaker.source === 'sighting' && wordsA === '' && wordsB !== '' && isWordless(a.media)) return 0.5;
  if (weaker.source === 'sighting')
    return wordsB === '' || (wordsA !== '' && (wordsB.includes(wordsA) || wordsA.includes(wordsB))) ? 1 : 0;
  // Taken back or changed since: its place in time is all that they have in common.
  const changed = [a, b].some(
    (m) => m.editedAt !== undefined || (m.deletedAt !== undefined && m.text === ''),
  );
  if (wordsA === wordsB) return a.media === b.media || changed ? 1 : 0;
  return changed && a.media === b.media ? 1 : 0;
}

/** Whether there may be an answer in it for those who look or listen. */
const isWordless = (media: string | undefined): boolean =>
  media !== undefined && !['sticker', 'gif', 'animation'].includes(media);

const lettersOf = (text: string): string =>
  foldText(text).replace(/[^\p{L}\p{N}\p{Emoji_Presentation}]+/gu, '');

/** The stronger one's words and moment; what only the other says of its fate is kept. */
function joined(stronger: Seen, weaker: Seen): Seen {
  const [a, b] = [stronger.message, weaker.message];
  const earlier = weaker.source === stronger.source && a.editedAt !== undefined && b.editedAt === undefined;
  const told = a.text === '' && b.text !== '' && (a.media === undefined || weaker.source === 'sighting');
  const words = told || earlier ? { text: b.text } : {};
  const editedAt = latest(a.editedAt, b.editedAt);
  const deletedAt = a.deletedAt ?? b.deletedAt;
  const message = {
    ...a,
    ...words,
    ...(editedAt !== undefined && { editedAt }),
    ...(deletedAt !== undefined && { deletedAt }),
  };
  return { ...stronger, message };
}

const latest = (a: string | undefined, b: string | undefined): string | undefined =>
  a !== undefined && b !== undefined ? (a > b ? a : b) : (a ?? b);
