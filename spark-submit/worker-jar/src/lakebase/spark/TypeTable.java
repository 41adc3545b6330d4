package lakebase.spark;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;

/** Spark type → encoder. Scalar types go by name, because some of their classes exist only in newer versions. */
final class TypeTable {
    private static final Set<String> YEAR_MONTH_INTERVALS =
        new HashSet<>(Arrays.asList("interval year", "interval month", "interval year to month"));

    private final UnpairedSurrogates unpaired;

    TypeTable(UnpairedSurrogates unpaired) {
        this.unpaired = unpaired;
    }

    ValueEncoder[] encoders(StructType struct, String prefix) {
        StructField[] fields = struct.fields();
        ValueEncoder[] encoders = new ValueEncoder[fields.length];
        for (int i = 0; i < fields.length; i++) {
            encoders[i] = encoder(fields[i].dataType(), prefix + fields[i].name());
        }
        return encoders;
    }

    ValueEncoder encoder(DataType type, String path) {
        if (type instanceof UserDefinedType) {
            throw refused(type, path, "Select its fields, or to_json() of it.");
        }
        if (type instanceof StructType) {
            return NestedEncoders.struct(encoders((StructType) type, path + "."));
        }
        if (type instanceof ArrayType) {
            return NestedEncoders.array(encoder(((ArrayType) type).elementType(), path + ".element"));
        }
        if (type instanceof MapType) {
            MapType map = (MapType) type;
            return NestedEncoders.map(
                path, encoder(map.keyType(), path + ".key"), encoder(map.valueType(), path + ".value"));
        }
        if (type instanceof DecimalType) {
            return ScalarEncoders.decimal(((DecimalType) type).precision(), ((DecimalType) type).scale());
        }
        return scalar(type, path);
    }

    private ValueEncoder scalar(DataType type, String path) {
        String name = type.typeName();
        switch (name) {
            case "boolean": return ScalarEncoders.BOOLEAN;
            case "byte": return ScalarEncoders.BYTE;
            case "short": return ScalarEncoders.SHORT;
            case "integer": return ScalarEncoders.INT;
            case "long": return ScalarEncoders.LONG;
            case "float": return ScalarEncoders.FLOAT;
            case "double": return ScalarEncoders.DOUBLE;
            case "binary": return ScalarEncoders.BINARY;
            case "date": return TimeEncoders.DATE;
            case "timestamp": return TimeEncoders.TIMESTAMP;
            case "timestamp_ntz": return TimeEncoders.TIMESTAMP_NTZ;
            case "variant": return ScalarEncoders.variant(path, unpaired);
            case "void": return voidEncoder(path);
            case "interval": throw refused(type, path, "Use a year-month or a day-time interval, or cast it to string.");
            case "geometry":
            case "geography": throw refused(type, path, "Send it as text with ST_AsText().");
            default: return parameterised(type, name, path);
        }
    }

    private ValueEncoder parameterised(DataType type, String name, String path) {
        if (name.equals("string") || name.startsWith("string ") || name.startsWith("char(") || name.startsWith("varchar(")) {
            return ScalarEncoders.text(path, unpaired);
        }
        if (name.startsWith("time(")) {
            return TimeEncoders.TIME;
        }
        if (YEAR_MONTH_INTERVALS.contains(name)) {
            return TimeEncoders.YEAR_MONTH_INTERVAL;
        }
        if (name.startsWith("interval ")) {
            return TimeEncoders.DAY_TIME_INTERVAL;
        }
        throw refused(type, path, "Cast it to a supported type, for example to string.");
    }

    private static ValueEncoder voidEncoder(String path) {
        return (value, out) -> {
            throw new RowEncodingException("Column " + path + " is of type void but holds a value.");
        };
    }

    private static RowEncodingException refused(DataType type, String path, String advice) {
        return new RowEncodingException(
            "Column " + path + " has the Spark type " + type.catalogString() + ", which cannot be sent to .NET. " + advice);
    }
}
