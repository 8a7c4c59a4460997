-- The record can only grow at its end. INSERT OR REPLACE is stopped by the last trigger: it needs a seq that is taken.
CREATE TRIGGER `events_no_update` BEFORE UPDATE ON `events`
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an event can not be changed'); END;
--> statement-breakpoint
CREATE TRIGGER `events_no_delete` BEFORE DELETE ON `events`
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an event can not be removed'); END;
--> statement-breakpoint
CREATE TRIGGER `events_at_end` BEFORE INSERT ON `events`
WHEN NEW.`seq` IS NOT (SELECT coalesce(max(`seq`), 0) + 1 FROM `events`)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an event can only be added at its end'); END;
