// The function app on Flex Consumption.
param name string
param planName string
param location string
param tags object
param maximumInstanceCount int
param alwaysReadyInstances int
param identityName string
param storageName string
param deploymentContainer string
param insightsName string

param vaultName string

@description('Settings whose values stand in the vault, `__` written as `--`.')
param vaultSettings string[]

@description('Setting name → value; an empty value is left out.')
param optionalSettings object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = { name: identityName }
resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = { name: storageName }
resource insights 'Microsoft.Insights/components@2020-02-02' existing = { name: insightsName }

var endpoints = account.properties.primaryEndpoints

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // azd finds the target of the service `api` in azure.yaml by this tag.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    publicNetworkAccess: 'Enabled'
    siteConfig: {
      ftpsState: 'Disabled'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${endpoints.blob}${deploymentContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      // The language and its version stand here; FUNCTIONS_WORKER_RUNTIME must not be set on Flex Consumption.
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances > 0 ? [{ name: 'http', instanceCount: alwaysReadyInstances }] : []
        // As many as host.json lets one instance work on at a time: search lives in memory, fewer and fuller instances are better.
        triggers: { http: { perInstanceConcurrency: 100 } }
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
        AzureWebJobsStorage__accountName: account.name
        AzureWebJobsStorage__blobServiceUri: endpoints.blob
        AzureWebJobsStorage__queueServiceUri: endpoints.queue
        AzureWebJobsStorage__tableServiceUri: endpoints.table
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identity.properties.clientId
        Invitations__AcceptUrl: 'https://${app.properties.defaultHostName}/api/invitations/accept'
        SignIn__ResetUrl: 'https://${app.properties.defaultHostName}/api/password-resets/complete'
      },
      // The platform reads the values and renews them within a day of a rotation.
      toObject(
        vaultSettings,
        setting => setting,
        setting => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${replace(setting, '__', '--')})'
      ),
      toObject(filter(items(optionalSettings), setting => !empty(setting.value)), setting => setting.key, setting => setting.value)
    )
  }

  // No user name and password for publishing: azd and az deploy with the caller's Entra token.
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output name string = app.name
output hostName string = app.properties.defaultHostName
