package nsfleet.vars;

import freemarker.template.TemplateBooleanModel;
import freemarker.template.TemplateCollectionModel;
import freemarker.template.TemplateHashModelEx;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateNumberModel;
import freemarker.template.TemplateScalarModel;
import freemarker.template.TemplateSequenceModel;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A variable that is called like a function (`subnet`, `host`): it has its value, and can still be
/// called. FreeMarker has one name space for both.
sealed interface Named extends TemplateMethodModelEx {
    /// The function of that name.
    TemplateMethodModelEx function();

    @Override
    @SuppressWarnings("rawtypes")
    default Object exec(List arguments) throws TemplateModelException {
        return function().exec(arguments);
    }

    /// A value and a function in one.
    static @Nullable TemplateModel join(
            @Nullable TemplateModel value, TemplateMethodModelEx function) {
        return switch (value) {
            case null -> function;
            case TemplateNumberModel number -> new OfNumber(number, function);
            case TemplateScalarModel text -> new OfText(text, function);
            case TemplateBooleanModel yes -> new OfBoolean(yes, function);
            case TemplateSequenceModel list -> new OfList(list, function);
            case TemplateHashModelEx map -> new OfMap(map, function);
            default -> value;
        };
    }

    record OfText(TemplateScalarModel value, TemplateMethodModelEx function)
            implements Named, TemplateScalarModel {
        @Override
        public String getAsString() throws TemplateModelException {
            return value.getAsString();
        }
    }

    record OfNumber(TemplateNumberModel value, TemplateMethodModelEx function)
            implements Named, TemplateNumberModel {
        @Override
        public Number getAsNumber() throws TemplateModelException {
            return value.getAsNumber();
        }
    }

    record OfBoolean(TemplateBooleanModel value, TemplateMethodModelEx function)
            implements Named, TemplateBooleanModel {
        @Override
        public boolean getAsBoolean() throws TemplateModelException {
            return value.getAsBoolean();
        }
    }

    record OfList(TemplateSequenceModel value, TemplateMethodModelEx function)
            implements Named, TemplateSequenceModel {
        @Override
        public TemplateModel get(int index) throws TemplateModelException {
            return value.get(index);
        }

        @Override
        public int size() throws TemplateModelException {
            return value.size();
        }
    }

    record OfMap(TemplateHashModelEx value, TemplateMethodModelEx function)
            implements Named, TemplateHashModelEx {
        @Override
        public TemplateModel get(String key) throws TemplateModelException {
            return value.get(key);
        }

        @Override
        public boolean isEmpty() throws TemplateModelException {
            return value.isEmpty();
        }

        @Override
        public int size() throws TemplateModelException {
            return value.size();
        }

        @Override
        public TemplateCollectionModel keys() throws TemplateModelException {
            return value.keys();
        }

        @Override
        public TemplateCollectionModel values() throws TemplateModelException {
            return value.values();
        }
    }
}
