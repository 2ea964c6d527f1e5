using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace UserFunctions.Local.Pumps;

/// <summary>One version of a blob, opened at the first read: a function that does not read costs no request.</summary>
/// <remarks>When the blob changes before or while it is read, reading fails (412), so that no mixture of versions is seen.</remarks>
internal sealed class LazyBlobStream(BlobClient blob, ETag version) : Stream
{
    private Stream? content;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private BlobDownloadOptions Options => new() { Conditions = new BlobRequestConditions { IfMatch = version } };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        content ??= (await blob.DownloadStreamingAsync(Options, cancellationToken)).Value.Content;
        return await content.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        content ??= blob.DownloadStreaming(Options).Value.Content;
        return content.Read(buffer, offset, count);
    }

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) content?.Dispose();
        base.Dispose(disposing);
    }
}
