CREATE TABLE `captures` (
	`seq` integer PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`key` text NOT NULL,
	`evidence` text NOT NULL,
	`recipients` text NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `events`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `captures_key` ON `captures` (`account`,`key`);--> statement-breakpoint
CREATE INDEX `captures_evidence` ON `captures` (`evidence`,`account`);--> statement-breakpoint
CREATE TABLE `cursors` (
	`seq` integer PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`folder` text NOT NULL,
	`uid_validity` text NOT NULL,
	`last_uid` integer NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `events`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `cursors_folder` ON `cursors` (`account`,`folder`);--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`wave` text NOT NULL,
	`kind` text NOT NULL,
	`probe` text,
	`body` text NOT NULL,
	`previous` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_probe` ON `events` (`probe`) WHERE probe IS NOT NULL;--> statement-breakpoint
CREATE INDEX `events_kind` ON `events` (`kind`,`wave`);--> statement-breakpoint
CREATE TABLE `intents` (
	`seq` integer PRIMARY KEY NOT NULL,
	`probe` text NOT NULL,
	`attempt` integer NOT NULL,
	`wave` text NOT NULL,
	`entity` text NOT NULL,
	`lender` text NOT NULL,
	`channel` text NOT NULL,
	`at` integer NOT NULL,
	`outcome` text,
	FOREIGN KEY (`seq`) REFERENCES `events`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `intents_attempt` ON `intents` (`probe`,`attempt`);--> statement-breakpoint
CREATE INDEX `intents_entity` ON `intents` (`entity`);--> statement-breakpoint
CREATE INDEX `intents_at` ON `intents` (`at`);