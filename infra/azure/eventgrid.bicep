// Tells the blob function of new files. Deployed by the postdeploy hook into the resource group: the webhook's key exists only
// after the app with its blob trigger has started once.
@description('The function app.')
param appName string

@description('The system topic of the storage account.')
param topicName string

@description('The storage account: keeps events that could not be delivered.')
param storageName string

var functionName = 'ImportUsers'

resource app 'Microsoft.Web/sites@2024-11-01' existing = { name: appName }
resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = { name: topicName }
resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = { name: storageName }

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'import-users'
  properties: {
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.${functionName}&code=${listKeys('${app.id}/host/default', '2024-11-01').systemKeys.blobs_extension}'
        maxEventsPerBatch: 1
        minimumTlsVersionAllowed: '1.2'
      }
    }
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/imports/blobs/'
      // A streaming writer raises an event when the blob is opened and another when it is complete: only complete ones count.
      advancedFilters: [
        {
          operatorType: 'StringIn'
          key: 'data.api'
          values: ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose']
        }
      ]
    }
    retryPolicy: { eventTimeToLiveInMinutes: 1440, maxDeliveryAttempts: 30 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { blobContainerName: 'undelivered-events', resourceId: account.id }
      }
    }
  }
}
