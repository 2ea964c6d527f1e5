// The app's secrets. The two it cannot do without are made here, once: `onlyIfNotExists` leaves an existing secret alone, so a
// redeployment from any machine changes nothing, and no value ever stands in a file, an azd environment or a deployment output.
param name string
param location string
param tags object
param purgeProtection bool

@description('Object id of the app\'s identity.')
param appPrincipalId string

@secure()
param smtpPassword string

@secure()
param signInCodeUrl string

@secure()
@description('First value of the bootstrap API key; used only when the vault holds none.')
param bootstrapKey string = '${newGuid()}${newGuid()}'

@secure()
@description('First value of the key that invitation tokens are made with, 48 bytes when read as base64url; used only when the vault holds none.')
param tokenKey string = '${newGuid()}${newGuid()}'

@secure()
@description('First value of the key that webhooks are kept encrypted with, 48 bytes when read as base64url; used only when the vault holds none.')
param webhooksKey string = '${newGuid()}${newGuid()}'

@secure()
@description('First value of the key that the tokens of sessions are made with, 48 bytes when read as base64url; used only when the vault holds none.')
param signInKey string = '${newGuid()}${newGuid()}'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: purgeProtection ? true : null
    enableSoftDelete: true
    softDeleteRetentionInDays: purgeProtection ? 90 : 7
    publicNetworkAccess: 'Enabled'
  }
}

@onlyIfNotExists()
resource bootstrap 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'Keys--Bootstrap'
  properties: { contentType: 'text/plain', value: replace(bootstrapKey, '-', '') }
}

@onlyIfNotExists()
resource token 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'Invitations--TokenKey'
  properties: { contentType: 'text/plain', value: replace(tokenKey, '-', '') }
}

@onlyIfNotExists()
resource webhooks 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'Webhooks--SecretKey'
  properties: { contentType: 'text/plain', value: replace(webhooksKey, '-', '') }
}

@onlyIfNotExists()
resource signIn 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'SignIn--TokenKey'
  properties: { contentType: 'text/plain', value: replace(signInKey, '-', '') }
}

resource smtp 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(smtpPassword)) {
  parent: vault
  name: 'Invitations--SmtpPassword'
  properties: { contentType: 'text/plain', value: smtpPassword }
}

resource codes 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(signInCodeUrl)) {
  parent: vault
  name: 'SignIn--CodeUrl'
  properties: { contentType: 'text/plain', value: signInCodeUrl }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, appPrincipalId, 'secrets-user')
  scope: vault
  properties: {
    // Key Vault Secrets User
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

output name string = vault.name
