/** A visit as it is kept. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { ChatVisit } from '../../model/chat.ts';
import { instant } from '../../model/scalars.ts';
import type { Way } from './press.ts';
import type { Known } from './recipes.ts';
import type { Sighting } from './sight.ts';

export interface VisitParts
  extends Pick<ChatVisit, 'visit' | 'url' | 'outcome' | 'reason' | 'ended' | 'thanked' | 'persisted'> {
  clock: Clock;
  startedAt: number;
  way: Way;
  known: Known;
  sight: Sighting;
}

export function visitOf(parts: VisitParts): ChatVisit {
  const { clock, startedAt, way, known, sight, visit, outcome, reason } = parts;
  const { transcript } = sight;
  const own = visit === 1 ? transcript.own() : null;
  const handover = transcript.handover();
  return {
    format: 'doorbell-chat/1',
    visit,
    url: parts.url,
    driven: known.recipe ? 'recipe' : 'unaided',
    vendor: known.vendor,
    startedAt: instant(startedAt),
    endedAt: instant(clock.now()),
    clock: sight.clock(),
    ...way,
    outcome,
    reason: reason.slice(0, 500),
    askedAt: own === null ? null : instant(own),
    messages: transcript.messages(),
    ...(handover === undefined ? {} : { handover }),
    typing: transcript.typing(),
    queue: transcript.queue(),
    rating: transcript.rating(),
    thanked: parts.thanked,
    ended: parts.ended,
    persisted: parts.persisted,
    artifacts: [],
  };
}
