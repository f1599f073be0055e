import type { PortalTexts } from '../texts.ts'

export const newConnection: PortalTexts['newConnection'] = {
  title: 'Welchen Identitätsanbieter benutzen Sie?',
  explanation:
    'Dort haben die Menschen Ihrer Organisation ihre Konten. Beide Protokolle leisten dasselbe; wo Sie die Wahl haben, nehmen Sie das erste.',
  legend: 'Identitätsanbieter und Protokoll',
  other: 'Jeder andere Anbieter',
  advice:
    'Ihrer ist nicht dabei? Die letzten beiden gehen mit jedem Anbieter, der sich an den Standard hält.',
  choose: 'Wählen Sie einen der Identitätsanbieter.',
}
