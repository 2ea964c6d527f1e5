// Everything UserFunctions needs on Azure: run by `azd up` from this folder, or with
//   az deployment sub create --location <region> --template-file main.bicep --parameters environmentName=<name> location=<region>
// The code is deployed afterwards; the Event Grid subscription comes last (eventgrid.bicep), because it needs a key that only
// exists once the code runs.
targetScope = 'subscription'

@description('Name of the environment; part of every resource name and of the resource group.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Region of all resources. It must offer Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Most instances of one scale group: HTTP together, each queue function, the blob function. 40 is the least that Flex Consumption takes.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('HTTP instances that never sleep; 0 is the cheapest, 1 or more spares callers the cold start.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('How storage is replicated: LRS in one building, ZRS over three zones of the region, GZRS also in another region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Keeps a deleted key vault for 90 days whatever happens. `azd down --purge` followed by `azd up` of the same name then fails: for production.')
param protectVault bool = false

@description('Tenant that the bootstrap key acts in. Empty: main.')
param bootstrapTenant string = ''

@description('E-mail address of the person who owns that tenant; the app makes and invites them at its start. Empty: it has no owner until POST /api/tenants names one.')
param bootstrapOwner string = ''

@description('Page that an invitation opens; the token is added to it. Empty: the app\'s own.')
param invitationAcceptUrl string = ''

@description('Sender of invitation mail.')
param invitationFrom string = ''

@description('SMTP server for invitation mail. Empty: mail ends as a file on an instance that is soon gone, which is good for a trial only.')
param smtpHost string = ''

@description('SMTP port. Empty: 587. Azure lets nothing out on 25.')
param smtpPort string = ''

@description('SMTP user; empty for a server that asks for none.')
param smtpUser string = ''

@secure()
@description('SMTP password; it goes to the key vault, never into a plain setting.')
param smtpPassword string = ''

@secure()
@description('HTTPS URL, such as a flow\'s, that one-time codes are posted to; it goes to the key vault. Empty: no code is sent, and who has two-factor authentication cannot sign in.')
param signInCodeUrl string = ''

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: 'id-${token}', location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'st${token}'
    sku: storageSku
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    suffix: token
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    purgeProtection: protectVault
    smtpPassword: smtpPassword
    signInCodeUrl: signInCodeUrl
  }
}

module app 'modules/app.bicep' = {
  scope: group
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: tags
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    identityName: identity.outputs.name
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    insightsName: monitoring.outputs.insightsName
    vaultName: vault.outputs.name
    vaultSettings: concat(
      ['Keys__Bootstrap', 'Invitations__TokenKey', 'Webhooks__SecretKey', 'SignIn__TokenKey'],
      empty(smtpPassword) ? [] : ['Invitations__SmtpPassword'],
      empty(signInCodeUrl) ? [] : ['SignIn__CodeUrl']
    )
    optionalSettings: {
      Keys__BootstrapTenant: bootstrapTenant
      Keys__BootstrapOwner: bootstrapOwner
      // Azure's front end stands before the app, and says in X-Forwarded-For who called it.
      Http__TrustedProxies: '1'
      Invitations__AcceptUrl: invitationAcceptUrl
      Invitations__From: invitationFrom
      Invitations__SmtpHost: smtpHost
      Invitations__SmtpPort: smtpPort
      Invitations__SmtpUser: smtpUser
    }
  }
}

// azd keeps these in its environment; the postdeploy hook reads the upper-case ones.
output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = app.outputs.name
output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name
output AZURE_EVENT_TOPIC_NAME string = storage.outputs.topicName
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output API_BASE_URL string = 'https://${app.outputs.hostName}/api'
