/** The choice of an identity provider. */
export const newConnection = {
  title: 'Which identity provider do you use?',
  explanation:
    'It is where the people of your organisation have their accounts. Both protocols do the same; where you have the choice, take the first one.',
  legend: 'Identity provider and protocol',
  other: 'Any other provider',
  advice: 'Yours is not listed? The last ones work with every provider that follows the standard.',
  choose: 'Choose one of the identity providers.',
}
