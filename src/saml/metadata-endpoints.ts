import { printable, type SsoIssue } from '../errors.ts'
import type { SamlEndpoint } from '../types/connection.ts'
import { browserUrlProblem } from './browser-url.ts'
import { bindingUris, METADATA } from './uris.ts'
import { attributeOf, childrenNamed, type XmlElement } from './xml/node.ts'

/**
 * The addresses of one service. Those that a browser must not be sent to, and those of a binding that
 * we do not speak, are dropped with a warning (rule M1).
 */
export function readEndpoints(
  role: XmlElement,
  service: 'SingleSignOnService' | 'SingleLogoutService',
  allowsHttp: (url: string) => boolean,
): { endpoints: readonly SamlEndpoint[]; warnings: readonly SsoIssue[] } {
  const endpoints: SamlEndpoint[] = []
  const warnings: SsoIssue[] = []
  for (const [index, element] of childrenNamed(role, METADATA, service).entries()) {
    const path = `${service}[${index + 1}]`
    const uri = attributeOf(element, 'Binding')?.trim() ?? ''
    const location = attributeOf(element, 'Location')?.trim() ?? ''
    const responseLocation = attributeOf(element, 'ResponseLocation')?.trim()
    const binding = uri === bindingUris.redirect ? 'redirect' : uri === bindingUris.post && 'post'
    const problem =
      browserUrlProblem(location, allowsHttp) ??
      (responseLocation === undefined ? undefined : browserUrlProblem(responseLocation, allowsHttp))
    if (!binding) warnings.push(unknownBinding(path, uri))
    else if (problem) warnings.push({ path, ...problem })
    else {
      endpoints.push({
        binding,
        location,
        ...(responseLocation === undefined ? {} : { responseLocation }),
      })
    }
  }
  return { endpoints, warnings }
}

function unknownBinding(path: string, uri: string): SsoIssue {
  return {
    path,
    code: 'saml_endpoint_binding_unknown',
    message: `This address is left out, because its binding is not supported: ${printable(uri)}`,
    hint: 'Nothing needs to be done as long as HTTP-Redirect or HTTP-POST is offered as well.',
  }
}
