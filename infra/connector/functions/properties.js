// What the rules of ../properties.spectral.yaml check.

const sets = (document) => document.properties?.connectionParameterSets?.values ?? [];
const policies = (document, template) => (document.properties?.policyTemplateInstances ?? []).filter((p) => p.templateId === template);

const checks = {
  "brand-color": (d) => /^#[0-9a-f]{6}$/i.test(d.properties?.iconBrandColor ?? "") && !["#ffffff", "#007ee5"].includes(d.properties.iconBrandColor.toLowerCase()),
  "api-key": (d) => sets(d).length > 0 && sets(d).every((s) => s.parameters?.apiKey?.type === "securestring" && s.parameters.apiKey.uiDefinition?.constraints?.required === "true"),
  "entra-id": (d) => sets(d).some((s) => Object.values(s.parameters ?? {}).some((p) => p.type === "oauthSetting" && p.oAuthSettings?.identityProvider === "aad")),
  "own-host": (d) => sets(d).every((s) => s.parameters?.host?.type === "string") && policies(d, "dynamichosturl").some((p) => /connectionParameters\('host'\)/.test(p.parameters?.["x-ms-apimTemplateParameter.urlTemplate"] ?? "")),
  "key-header": (d) => policies(d, "setheader").some((p) => p.parameters?.["x-ms-apimTemplateParameter.name"] === "x-functions-key" && /connectionParameters\('apiKey'/.test(p.parameters["x-ms-apimTemplateParameter.value"] ?? "")),
  "next-links": (d) => policies(d, "updatenextlink").some((p) => p.parameters?.["x-ms-apimTemplate-operationName"]?.length > 0 && p.parameters["x-ms-apimTemplateParameter.nextLinkPropertyName"] === "nextLink"),
  "names": (d) => Boolean(d.properties?.publisher && d.properties.stackOwner && d.properties.capabilities?.includes("triggers")),
};

export default (document, { check }) => (checks[check](document) ? [] : [{ message: `${check} does not hold.`, path: ["properties"] }]);
