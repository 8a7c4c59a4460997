/** The example `wave.yml` of a new study. */
export const waveTemplate = ({
  seed,
  starts,
  ends,
}: {
  seed: string;
  starts: string;
  ends: string;
}): string => `\
# yaml-language-server: $schema=./schemas/wave.schema.json
# The design of one round of fieldwork. \`doorbell plan\` freezes it.
id: w1
title: First-contact service of lenders
# First and last day on which a message may be sent. Two probes to one lender lie at least 7 days apart.
starts: ${starts}
ends: ${ends}
# A reply counts until this many hours after the send.
deadlineHours: 72
# Drawn for this study. Keep it to yourself while the wave runs: the private reply addresses come from it.
seed: '${seed}'
# webchat needs \`web\` in settings.yml; telegram, whatsapp, viber, vk, ok, messenger, instagram, line, wechat and max
# need \`desk\`: a person presses Send there.
channels: [email]
# Leave it out to use all of scenarios/. Two are an example: 5 valid probes are needed to label or rank a lender, and
# 10 to compare two lenders.
# scenarios: [loan-cost, repay-early]
# Lenders of the file that this wave leaves out; printed in the report.
exclude: []
# exclude:
#   - lender: acme-credit
#     reason: Takes no new clients this year.

# When lenders are tried, in their own time zone. The shares are the same for every lender.
slots:
  - { kind: working-hours, from: '09:00', to: '18:00', share: 1 }
  - { kind: weekday-evening, from: '18:30', to: '22:00', share: 1 }
  # Off hours, only if the study tests them:
  # - { kind: night, from: '23:00', to: '06:00', share: 1 }
  # - { kind: weekend, from: '10:00', to: '18:00', share: 1 }

# Limits on how often anybody is contacted. They may be stricter than these, never looser.
caps:
  entityGapHours: 48
  channelGapDays: 7
  probesPerEntity: 8
  mailboxPerDay: 40
  minSendGapSeconds: 60

# Relative weight of each criterion in the score. One that you leave out is shown outside the score.
weights:
  # Time to the first substantive reply, by the anchors below.
  speed: 25
  # Share of what was asked that was answered.
  effectiveness: 25
  # Vague, a value, or a value with its condition.
  competence: 10
  # Against the published terms in lenders.yml, and against what the lender told others.
  accuracy: 15
  # Sent elsewhere, data demanded first, another language.
  convenience: 15
  politeness: 4
  personalisation: 3
  # Coded by persons only: counts once they agree (\`doorbell agreement\`).
  empathy: 3
# What a wait is worth; straight in its logarithm between two anchors.
speedAnchors:
  - { minutes: 5, points: 100 }
  - { minutes: 60, points: 80 }
  - { minutes: 240, points: 65 }
  - { minutes: 1440, points: 40 }
  - { minutes: 4320, points: 10 }

# Needed by --live: who is responsible for the data (with a contact), why the study is made, whose rules apply.
controller: ''
purpose: ''
country: ''

# The sign-off, also needed by --live. It names the frozen plan, so it comes after \`doorbell plan\`, which prints the sha256.
# approval:
#   by: Name and office of the person who answers for the study
#   on: ${starts}
#   plan: 0000000000000000000000000000000000000000000000000000000000000000
`;
