# After a deployment: subscribes the blob function to new files. The same as subscribe.sh, for Windows.
$ErrorActionPreference = 'Stop'
foreach ($name in 'AZURE_RESOURCE_GROUP', 'AZURE_FUNCTION_APP_NAME', 'AZURE_STORAGE_ACCOUNT_NAME', 'AZURE_EVENT_TOPIC_NAME') {
  if (-not [Environment]::GetEnvironmentVariable($name)) { throw "$name is not set: run this through azd." }
}

# The key appears when the deployed app has started for the first time. It is only counted here, never shown.
$tries = 0
while ($true) {
  $length = az functionapp keys list --resource-group $env:AZURE_RESOURCE_GROUP --name $env:AZURE_FUNCTION_APP_NAME `
    --query 'length(systemKeys.blobs_extension || ``)' --output tsv 2>$null
  if ([int]($length ?? 0) -gt 0) { break }
  if (++$tries -ge 30) {
    throw "The app has made no key for its blob trigger in five minutes: look at its log, then run 'azd hooks run postdeploy'."
  }
  Start-Sleep -Seconds 10
}

az deployment group create --resource-group $env:AZURE_RESOURCE_GROUP --name import-users --template-file "$PSScriptRoot/eventgrid.bicep" `
  --parameters appName=$env:AZURE_FUNCTION_APP_NAME topicName=$env:AZURE_EVENT_TOPIC_NAME storageName=$env:AZURE_STORAGE_ACCOUNT_NAME `
  --output none
if ($LASTEXITCODE -ne 0) { throw 'The Event Grid subscription was not made.' }
Write-Host "New files in the container 'imports' now run ImportUsers."
