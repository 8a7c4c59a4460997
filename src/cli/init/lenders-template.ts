/** The example `lenders.yml` of a new study. */
export const lendersTemplate = (seenOn: string): string => `\
# yaml-language-server: $schema=./schemas/lenders.schema.json
# The market: who is studied, and every door that each of them advertises.
# The lender below is invented (.example belongs to nobody): replace it with yours.

entities:
  # The legal entity behind the brand, as in the public register. Contacts are capped for each entity.
  - id: acme-finance
    name: Acme Finance LLC
    registration: '00000000'

lenders:
  - id: acme-credit
    name: Acme Credit
    entity: acme-finance
    site: https://acme-credit.example/
    # Of the people who answer: slots and hours are read in it.
    timeZone: Europe/Kyiv
    # The first is the one in which the lender is asked.
    languages: [uk, ru]
    # If you know that several lenders share one service desk, give them the same name:
    # desk: north-desk
    channels:
      - kind: email
        address: help@acme-credit.example
        # Only what the lender itself advertises, with the page and the day as proof.
        seenAt: https://acme-credit.example/contacts
        seenOn: ${seenOn}
        # As claimed there, in OpenStreetMap opening_hours. Leave it out when nothing is claimed.
        hours: Mo-Fr 09:00-18:00; Sa 10:00-14:00
      # Messengers are written to by a person at the desk (\`doorbell desk\`): nothing but a person may write first there.
      # - kind: telegram
      #   address: '@acme_credit_example'
      #   seenAt: https://acme-credit.example/contacts
      #   seenOn: ${seenOn}
      # phone and form may be listed and are never tried.
      - kind: phone
        address: as printed on the page
        seenAt: https://acme-credit.example/contacts
        seenOn: ${seenOn}
    # What the lender publishes, word for word: replies are compared with it.
    terms:
      - facet: rate
        text: Стандартна ставка 0,9% на день.
        source: https://acme-credit.example/terms
        seenOn: ${seenOn}
      - facet: early-repayment
        text: Дострокове погашення без комісії.
        source: https://acme-credit.example/terms
        seenOn: ${seenOn}
`;
