import type { GuideTexts } from '../guide.ts'

export const entraOidcEn: GuideTexts = {
  title: 'Sign in to {product} with Microsoft Entra ID (OpenID Connect)',
  chapters: {
    registration: 'Register the application',
    secret: 'Make a client secret',
    claims: 'Choose what the token says',
    people: 'Choose who may sign in',
    values: 'Enter the values in {product}',
    tile: 'Show {product} in My Apps',
    finish: 'Try it out',
  },
  steps: {
    open: 'In the Microsoft Entra admin center open [App registrations] and click [New registration].',
    name: 'As [Name] enter {product}.',
    accounts:
      'Under [Supported account types] select [Accounts in this organizational directory only].',
    redirect: 'Under [Redirect URI (optional)] select the platform [Web] and enter {redirect_uri}.',
    register: 'Click [Register].',
    sign_out:
      'Open [Authentication], click [Add URI] below the platform [Web] and enter {sign_out_uri}: people are sent back to a registered [Redirect URI] only.',
    add_secret:
      'Open [Certificates & secrets] > [Client secrets], click [New client secret], choose how long it is valid, and click [Add]. Copy its [Value] at once, since it is not shown again; the [Secret ID] is not needed.',
    secret_expires:
      'The secret expires after at most 24 months, and nobody can sign in with it from then on. Note the date, and enter a new secret in {product} before.',
    email:
      'Open [Token configuration], click [Add optional claim], choose the token type [ID], select `email`, and click [Add].',
    email_note:
      'The claim holds the address from the person’s entry in the directory. People without one cannot sign in.',
    groups:
      'Click [Add groups claim], select [Groups assigned to the application], and click [Save].',
    groups_note:
      'Groups arrive as their object ids: enter these ids for roles in {product}. Of people in more than 200 groups Entra sends none, which is why only the assigned groups are sent; members of nested groups do not count.',
    assignment:
      'Open [Enterprise applications], the application, [Properties], set [Assignment required?] to Yes, and click [Save].',
    assign:
      'Open [Users and groups], click [Add user/group], and choose the people and groups who may sign in.',
    tenant:
      'On the application’s page [Overview] copy the [Directory (tenant) ID] to {product}. It looks like `<tenant-id>`, 36 characters, and is not a domain.',
    client_id: 'Copy the [Application (client) ID] to {product}, as client id.',
    client_secret: 'Enter the [Value] of the client secret in {product}.',
    home_page:
      'In [App registrations] open the application, [Branding & properties], enter {initiate_login_uri} as [Home page URL], and click [Save].',
    visible:
      'In [Enterprise applications] open the application, [Properties], set [Visible to users?] to Yes, and click [Save].',
    test: 'Test the connection in {product} with a person who is assigned, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
