// Most of the time of most tests is spent waiting, for a queue's message or a timer: more of them at once than there are processors keep these busy.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
