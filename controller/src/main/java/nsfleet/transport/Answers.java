package nsfleet.transport;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Sorts what comes over the two output streams into the frames that are on their way. Guarded by
/// the session's lock.
final class Answers {
    private final MarkerScanner output;
    private final MarkerScanner error;
    private final Runnable changed;
    private List<Slot> slots = List.of();

    /// @param nonce of the session's markers
    /// @param changed called when a frame has begun or ended
    Answers(String nonce, Runnable changed) {
        this.output = new MarkerScanner(nonce, new OutputSink());
        this.error = new MarkerScanner(nonce, new ErrorSink());
        this.changed = changed;
    }

    /// The frames of the next call, in the order sent.
    void expect(List<Slot> call) {
        slots = call;
    }

    /// Whether all frames have ended.
    boolean complete() {
        return slots.stream().allMatch(Slot::done);
    }

    /// Bytes of standard output.
    void output(byte[] bytes, int length) {
        output.accept(bytes, length);
    }

    /// Bytes of standard error.
    void error(byte[] bytes, int length) {
        error.accept(bytes, length);
    }

    /// No more comes: what looked like the start of a marker was data.
    void end() {
        output.end();
        error.end();
    }

    private @Nullable Slot byId(String id) {
        for (Slot slot : slots) {
            if (slot.id.equals(id)) {
                return slot;
            }
        }
        return null;
    }

    private final class OutputSink implements MarkerScanner.Sink {
        private @Nullable Slot current;

        @Override
        public void data(byte[] bytes, int from, int to) {
            if (current != null) {
                current.output.add(bytes, from, to);
            }
        }

        @Override
        public void marker(String words) {
            String[] word = words.split(" ");
            Slot slot = word.length > 1 ? byId(word[1]) : null;
            if (slot == null) {
                return;
            }
            switch (word[0]) {
                case "B" -> {
                    slot.begun = true;
                    slot.since = System.nanoTime();
                    current = slot;
                }
                case "E" -> {
                    slot.status = Integer.parseInt(word[2]);
                    slot.took = System.nanoTime() - slot.since;
                    slot.outputEnded = true;
                    current = null;
                }
                default -> {
                    slot.skipped = true;
                    slot.outputEnded = true;
                }
            }
            changed.run();
        }
    }

    private final class ErrorSink implements MarkerScanner.Sink {
        @Override
        public void data(byte[] bytes, int from, int to) {
            for (Slot slot : slots) {
                if (!slot.errorEnded) {
                    slot.error.add(bytes, from, to);
                    return;
                }
            }
        }

        @Override
        public void marker(String words) {
            String[] word = words.split(" ");
            Slot slot = word.length > 1 ? byId(word[1]) : null;
            if (slot != null) {
                slot.errorEnded = true;
                changed.run();
            }
        }
    }
}
