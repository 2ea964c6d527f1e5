#!/bin/sh
# After a deployment: subscribes the blob function to new files. azd runs it with its environment; it may be run again at any time.
set -eu
: "${AZURE_RESOURCE_GROUP:?run it through azd, or set it}" "${AZURE_FUNCTION_APP_NAME:?}" "${AZURE_STORAGE_ACCOUNT_NAME:?}" "${AZURE_EVENT_TOPIC_NAME:?}"
folder=$(cd "$(dirname "$0")" && pwd)

# The key appears when the deployed app has started for the first time. It is only counted here, never shown.
tries=0
until [ "$(az functionapp keys list --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_FUNCTION_APP_NAME" \
    --query 'length(systemKeys.blobs_extension || ``)' --output tsv 2>/dev/null || echo 0)" -gt 0 ]; do
  tries=$((tries + 1))
  if [ "$tries" -ge 30 ]; then
    echo "The app has made no key for its blob trigger in five minutes: look at its log, then run 'azd hooks run postdeploy'." >&2
    exit 1
  fi
  sleep 10
done

az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name import-users --template-file "$folder/eventgrid.bicep" \
  --parameters appName="$AZURE_FUNCTION_APP_NAME" topicName="$AZURE_EVENT_TOPIC_NAME" storageName="$AZURE_STORAGE_ACCOUNT_NAME" \
  --output none
echo "New files in the container 'imports' now run ImportUsers."
